/** Names as people and shops have them, in many scripts; for registries that are made up. */

const shops: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    [
      'North',
      'Old Mill',
      'Blue Door',
      'Harbour',
      'Saint Mary’s',
      'Third Avenue',
      'Kingfisher',
      'O’Brien',
    ],
    [
      'Bakery',
      'Books',
      'Bicycles',
      'Hardware & Sons',
      'Tailors Ltd.',
      'Coffee',
      'Choir',
      'Rowing Club',
    ],
  ],
  [
    ['Müller', 'Grüne Straße', 'Süßes Äpfelchen', 'Zum weißen Rößl', 'Brüder Weiß'],
    ['Bäckerei', 'Buchhandlung', 'Gärtnerei GmbH & Co. KG', 'Schreinerei', 'Musikverein e. V.'],
  ],
  [
    ['Café du Marché', 'L’Œuf', 'À la bonne heure', 'Chez Zoé'],
    ['Épicerie', 'Librairie', 'Fromagerie', 'Association loi 1901'],
  ],
  [
    ['Ελληνική', 'Θάλασσα', 'Παλιά Αγορά'],
    ['Ταβέρνα', 'Βιβλία', 'Φούρνος'],
  ],
  [
    ['Северный', 'Красная роза', 'Дом', 'Щедрый'],
    ['Хлеб', 'Книги', 'Магазин № 5', 'Ансамбль'],
  ],
  [
    ['مخبز', 'مكتبة', 'مقهى'],
    ['الشمال', 'المدينة القديمة', 'الورد'],
  ],
  [
    ['מאפיית', 'ספרי'],
    ['הצפון', 'ירושלים'],
  ],
  [
    ['नई', 'पुरानी', 'शिव'],
    ['दुकान', 'पुस्तकें', 'मिठाई'],
  ],
  [
    ['北海', '老街', '东方', '春风'],
    ['书店', '面包房', '茶馆', '有限公司'],
  ],
  [
    ['さくら', '山田', '東京'],
    ['パン屋', '書店', '株式会社'],
  ],
  [
    ['한강', '서울'],
    ['서점', '빵집', '주식회사'],
  ],
  [
    ['ร้าน', 'ตลาด'],
    ['หนังสือ', 'กาแฟ'],
  ],
  [
    ['🎸 The Loud', '☕️ Tiny', '🚲 Fast'],
    ['Band', 'Corner', 'Couriers'],
  ],
];

const given = [
  'Anna',
  'Ben',
  'Zoë',
  'José',
  'Łukasz',
  'Åsa',
  'Đorđe',
  'Siân',
  'Иван',
  'Ольга',
  'Ελένη',
  'محمد',
  'نور',
  'דוד',
  'प्रिया',
  '伟',
  '美咲',
  '민준',
  'Nguyễn',
  'Chukwuemeka',
  'Maria del Carmen',
];
const family = [
  'Müller',
  'O’Neill',
  'García-Márquez',
  'van der Berg',
  'Nowak',
  'Østergård',
  'Петров',
  'Παπαδόπουλος',
  'الحسن',
  'כהן',
  'शर्मा',
  '王',
  '佐藤',
  '김',
  'Trần',
  'Okonkwo',
  'Smith',
  'D’Angelo',
  'Þórsdóttir',
];
const mailHosts = [
  'example.org',
  'example.com',
  'mail.example.net',
  'bücher.example',
  'shop.example',
];

export interface SeededNames {
  readonly shop: () => string;
  readonly person: () => { readonly name: string; readonly email: string };
  readonly text: () => string;
}

/** @param random from 0 up to 1; the same numbers make the same names */
export function seededNames(random: () => number): SeededNames {
  const one = <T>(list: readonly T[], otherwise: T): T =>
    list[Math.floor(random() * list.length)] ?? otherwise;
  let people = 0;
  return {
    shop: () => {
      const [before, after] = one(shops, [['Shop'], ['Ltd']]);
      const town =
        random() < 0.4 ? ` ${one(['Nord', 'Süd', '1', '2', 'II', '– Centre'], '1')}` : '';
      return `${one(before, 'Shop')} ${one(after, 'Ltd')}${town}`;
    },
    person: () => {
      people += 1;
      const name = random() < 0.1 ? '' : `${one(given, 'Anna')} ${one(family, 'Smith')}`;
      const mark = one(['.', '_', '+shop', '-'], '.');
      return { name, email: `person${mark}${String(people)}@${one(mailHosts, 'example.org')}` };
    },
    text: () => {
      const words = Math.floor(random() ** 4 * 300);
      const sentence = one(shops, [['Shop'], ['Ltd']]).flat();
      return Array.from({ length: words }, () => one(sentence, 'shop'))
        .join(' ')
        .slice(0, 3900);
    },
  };
}
