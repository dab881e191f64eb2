import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The fonts of every PDF, and no others: a font of the machine would change the bytes. Each family in every weight that the
 * templates use, in the order of `font` in views/pdf/paper.typ. Another script is another line here and there.
 */
const FILES = [
  'noto-sans/400Regular/NotoSans_400Regular.ttf',
  'noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf',
  'noto-sans/700Bold/NotoSans_700Bold.ttf',
  'noto-sans/700Bold_Italic/NotoSans_700Bold_Italic.ttf',
  'vazirmatn/400Regular/Vazirmatn_400Regular.ttf',
  'vazirmatn/700Bold/Vazirmatn_700Bold.ttf',
  'hind-siliguri/400Regular/HindSiliguri_400Regular.ttf',
  'hind-siliguri/700Bold/HindSiliguri_700Bold.ttf',
  'noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
  'noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf',
  'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
];

export function readFonts(): Buffer[] {
  const { resolve } = createRequire(import.meta.url);
  return FILES.map((file) => readFileSync(resolve(`@expo-google-fonts/${file}`)));
}
