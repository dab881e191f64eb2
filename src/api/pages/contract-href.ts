export function contractHref(id: number): string {
  return `/app/contracts/${id}`;
}

export function versionHref(contractId: number, number: number): string {
  return `${contractHref(contractId)}/versions/${number}`;
}

export function pdfHref(contractId: number, { number }: { number: number }): string {
  return `${versionHref(contractId, number)}/pdf`;
}
