import '../../../src/practice/main.ts';
