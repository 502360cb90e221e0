import './components.css';

interface Props {
  readonly label: string;
  readonly value: unknown;
}

/** Data as it is. It can be scrolled, so the keyboard can reach it. */
export function JsonBlock({ label, value }: Props) {
  return (
    <pre className="json" role="group" aria-label={label} tabIndex={0}>
      {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}
