// What the pages do better with a script. Everything here also works without.
(() => {
  document.documentElement.classList.add('scripted');

  // One press, one request: the button turns busy and later presses are dropped.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.busy !== undefined || hasFileTooLarge(form)) return event.preventDefault();
    form.dataset.busy = '';
    const pressed = event.submitter?.classList.contains('button') ? event.submitter : null;
    const button = pressed ?? form.querySelector('button.button:not([name])');
    if (button === null) return;
    button.setAttribute('aria-disabled', 'true');
    const words = button.querySelector('[data-busy-text]');
    if (words !== null) words.textContent = words.dataset.busyText;
  });

  // A page that comes back from the browser's memory must not stay busy.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && document.querySelector('form[data-busy]') !== null) location.reload();
  });

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('.copy-button');
    if (button === null) return;
    const words = button.querySelector('[data-copy-words]');
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = 'Copied';
    } catch {
      words.textContent = 'Press Ctrl+C';
      getSelection().selectAllChildren(document.getElementById(button.dataset.copyFrom));
    }
    setTimeout(() => (words.textContent = 'Copy'), 2500);
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('.reveal');
    if (button === null) return;
    const input = document.getElementById(button.getAttribute('aria-controls'));
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  });

  for (const zone of document.querySelectorAll('.drop')) dressDropZone(zone);
  for (const part of document.querySelectorAll('[data-methods-for]')) followCountry(part);

  // The page's first error is where the reader should be.
  document.querySelector('.error-summary')?.focus();

  function hasFileTooLarge(form) {
    const input = form.querySelector('.drop.too-large input');
    input?.focus();
    return input !== null;
  }

  function dressDropZone(zone) {
    const input = zone.querySelector('input');
    const title = zone.querySelector('[data-drop-title]');
    const text = zone.querySelector('[data-drop-text]');
    const before = { title: title.textContent, text: text.textContent };
    for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, () => zone.classList.add('over'));
    for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('over'));
    input.addEventListener('change', () => {
      const [file] = input.files;
      const tooLarge = file !== undefined && file.size > Number(input.dataset.maxBytes);
      zone.classList.toggle('invalid', tooLarge);
      zone.classList.toggle('too-large', tooLarge);
      input.setAttribute('aria-invalid', String(tooLarge));
      title.textContent = file === undefined ? before.title : file.name;
      text.textContent = file === undefined ? before.text : describeFile(file, tooLarge);
    });
  }

  function describeFile(file, tooLarge) {
    const size = file.size < 1024 * 1024 ? `${Math.max(1, Math.round(file.size / 1024))} kB` : `${(file.size / 1024 / 1024).toFixed(1)} MB`;
    return tooLarge ? `${size}: larger than 10 MB. Please choose a smaller file.` : `${size}. Choose again to replace it.`;
  }

  // The methods offered depend on the country: ask for them, keep the choice when it is still offered.
  function followCountry(part) {
    const select = document.getElementById(part.dataset.methodsFor);
    const list = part.querySelector('[data-methods]');
    const template = part.querySelector('template');
    const status = part.querySelector('[data-methods-status]');
    part.querySelector('[data-methods-refresh]').hidden = true;
    let latest = 0;
    select.addEventListener('change', async () => {
      const turn = ++latest;
      status.textContent = 'Loading the methods for this country…';
      list.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(`${part.dataset.methodsUrl}?country=${encodeURIComponent(select.value)}`);
        if (!answer.ok) throw new Error(String(answer.status));
        const methods = await answer.json();
        if (turn === latest) showMethods(list, template, status, methods);
      } catch {
        if (turn === latest) status.textContent = 'The methods could not be loaded. Please choose the country again.';
      }
      if (turn === latest) list.removeAttribute('aria-busy');
    });
  }

  function showMethods(list, template, status, methods) {
    const chosen = list.querySelector('input:checked')?.value;
    const cards = methods.map((method) => {
      const card = template.content.firstElementChild.cloneNode(true);
      card.querySelector('input').value = method.payment_method;
      card.querySelector('.choice-title').textContent = method.display_name;
      card.querySelector('.choice-text').textContent = method.bank_name || method.wallet_type;
      const use = card.querySelector('use');
      const icon = { local_wallet: 'wallet', bank_transfer: 'landmark', stripe: 'credit-card', paypal: 'credit-card' };
      use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#${icon[method.payment_method] ?? 'banknote'}`));
      return card;
    });
    list.replaceChildren(...cards);
    const inputs = [...list.querySelectorAll('input')];
    const keep = inputs.find((input) => input.value === chosen) ?? inputs[0];
    if (keep !== undefined) keep.checked = true;
    status.textContent = methods.length === 0 ? 'No payment method is offered in this country yet.' : '';
  }
})();
