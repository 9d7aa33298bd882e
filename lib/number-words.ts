/** `10,000`. Not Intl's, whose answer depends on where it runs. */
export function numberWords(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
