// The file never leaves the browser: its SHA-256 is reckoned here, and only that is sent.
(() => {
  const form = document.querySelector('form[data-verify]');
  const hint = form.querySelector('[data-verify-hint]');
  // Browsers reckon hashes only on https and on this machine itself; elsewhere the form sends the file.
  if (crypto.subtle === undefined) {
    hint.textContent = 'This page is not reached by https, so the browser cannot compare the file itself: it is sent here, compared and not kept. At most 10 MB.';
    return;
  }
  const input = form.querySelector('input[type="file"]');
  const trouble = form.querySelector('[data-verify-trouble]');
  const button = form.querySelector('button');
  const words = button.querySelector('[data-busy-text]');
  const label = words.textContent;
  delete input.dataset.maxBytes;
  hint.textContent = 'The file stays in your browser. Only its fingerprint is sent.';
  input.addEventListener('change', () => input.files.length > 0 && form.requestSubmit());
  // Before the page's own listener, which would turn the button busy for good.
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const [file] = input.files;
    if (file === undefined) return tell('Please choose the PDF first.');
    tell('');
    button.setAttribute('aria-disabled', 'true');
    words.textContent = 'Verifying…';
    try {
      const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      location.assign(`${form.action}?sha256=${hex}`);
    } catch {
      button.removeAttribute('aria-disabled');
      words.textContent = label;
      tell('This file could not be read. Please choose it again.');
    }
  });

  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    button.removeAttribute('aria-disabled');
    words.textContent = label;
  });

  function tell(sentence) {
    trouble.hidden = sentence === '';
    trouble.textContent = sentence;
    input.setAttribute('aria-invalid', String(sentence !== ''));
  }
})();
