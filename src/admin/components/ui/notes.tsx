/** What stands beneath a field: help, and what is wrong with it. */
export function Notes({ id, help, error }: { id: string; help?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {help !== undefined && (
        <p id={`${id}-help`} className="cs-help">
          {help}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="cs-error">
          {error}
        </p>
      )}
    </>
  );
}
