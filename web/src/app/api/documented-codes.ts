import document from '../../../../docs/openapi.json';

interface Field {
  readonly enum?: readonly (string | null)[];
  readonly oneOf?: readonly Field[];
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
}

/** Every value that the server's document allows for a field, or in its list: types alone cannot be walked over. For tests. */
export function documentedCodes<T extends string>(schema: string, field: string): T[] {
  const schemas = document.components.schemas as unknown as Record<
    string,
    { readonly properties: Readonly<Record<string, Field>> }
  >;
  const found = schemas[schema]?.properties[field];
  const choices = [found, found?.items, ...(found?.oneOf ?? []), ...(found?.anyOf ?? [])];
  const codes = choices.flatMap((choice) => choice?.enum ?? []).filter((code) => code !== null);
  if (codes.length === 0) {
    throw new Error(`${schema}.${field} has no codes in docs/openapi.json`);
  }
  return codes as T[];
}

/** The sentences that are missing, or said of more than one code. */
export function withoutOwnSentence<T extends string>(
  codes: readonly T[],
  sentenceOf: (code: T) => string,
): T[] {
  const sentences = codes.map((code) => sentenceOf(code));
  return codes.filter(
    (_, index) =>
      !/\w.*[.?]$/.test(sentences[index] ?? '') ||
      sentences.filter((sentence) => sentence === sentences[index]).length > 1,
  );
}
