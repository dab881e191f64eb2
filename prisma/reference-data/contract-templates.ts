/**
 * The texts contracts are written from: Markdown with named fields. Those like {{account_name}} and {{total}} fill
 * themselves in; the others are asked of whoever writes the contract. Operations edit the rows; a later start leaves
 * them alone.
 */
export const contractTemplates = [
  {
    referenceKey: 'onboarding',
    name: 'Onboarding',
    contractType: 'onboarding',
    sortOrder: 10,
    body: `# Onboarding agreement {{contract_number}}

This agreement is made between **{{seller_name}}**, {{seller_address}} (“we”), and **{{account_name}}** (“you”).

## 1. What we do

We set up your workspace and prepare your team for it:

{{scope}}

Training that you book is listed below under *Line items*, each with its price and the months over which it is paid.

## 2. When

Onboarding begins on {{start_date}} and ends on {{end_date}}. We start with a first meeting of both teams, in which we agree on a plan with dates. Dates that depend on you move with the day on which we receive what we need.

## 3. What we need from you

- One person who decides for you: {{contact_person}}
- Access to the systems and documents that the onboarding touches, no later than on the first day.
- The people to be trained, for the whole of each session.

## 4. Price and payment

The price is {{total}} in all, discounts taken off. You pay it in the instalments of the schedule below. Each invoice is issued on the first day of its period and is due within the payment terms printed on it. Taxes that we have to charge by law are added.

A training session can be moved once, free of charge, up to five working days ahead.

## 5. Materials and confidentiality

You may use our training materials inside your company for as long as you like; please do not pass them on. Both sides keep confidential what they learn about the other, during this agreement and for two years after it.

## 6. Ending early

Either side may end this agreement in writing when the other breaks it and does not put that right within fourteen days of being asked. You pay for what was delivered until then.

## 7. General

This text, the line items and the schedule are the whole agreement. Changes are made in a new version that both sides sign. The law that applies is the law of {{governing_law}}.

Signed for {{account_name}} by {{signer_names}}.
`,
  },
  {
    referenceKey: 'engagement',
    name: 'Engagement',
    contractType: 'engagement',
    sortOrder: 20,
    body: `# Engagement agreement {{contract_number}}

This agreement is made between **{{seller_name}}**, {{seller_address}} (“we”), and **{{account_name}}** (“you”).

## 1. Scope

We work for you on the following:

{{scope}}

The results that you will have in hand at the end are:

{{deliverables}}

What is not named here is not part of this agreement. Either side may propose to add it; it is then written into a new version that both sides sign.

## 2. Term

The engagement begins on {{start_date}} and ends on {{end_date}}. It lasts twelve months at most.

## 3. How we work together

1. Your contact is {{contact_person}}, who answers our questions within two working days.
2. We report on progress every two weeks.
3. You look at what we deliver within ten working days. What you do not object to by then counts as accepted.
4. We put right what does not match the scope, at our own cost.

## 4. Price and payment

The price is {{total}} in all, discounts taken off. It is made up of the line items below and is invoiced in advance, on the first day of each period of the schedule. Each invoice is due within the payment terms printed on it. Taxes that we have to charge by law are added.

When a line item is paused, nothing more of it is invoiced until it goes on; the months that are left then follow.

## 5. Results

What we make for you is yours once it is paid. Tools and knowledge that we had before stay ours; you may use them inside the results without limit.

## 6. Confidentiality and data

Both sides keep confidential what they learn about the other, during this agreement and for three years after it. When we handle personal data for you, we do so on your instructions only.

## 7. Liability

Either side is liable for damage caused on purpose or by gross negligence. Otherwise liability is limited to the price of this agreement.

## 8. Ending early

Either side may end this agreement in writing with thirty days’ notice to the end of a period. You pay for the periods that have begun. If one side breaks the agreement and does not put that right within fourteen days of being asked, the other may end it at once.

## 9. General

This text, the line items and the schedule are the whole agreement. The law that applies is the law of {{governing_law}}.

Signed for {{account_name}} by {{signer_names}}.
`,
  },
  {
    referenceKey: 'maintenance',
    name: 'Maintenance',
    contractType: 'maintenance',
    sortOrder: 30,
    body: `# Maintenance agreement {{contract_number}}

This agreement is made between **{{seller_name}}**, {{seller_address}} (“we”), and **{{account_name}}** (“you”).

## 1. What we look after

{{scope}}

## 2. Service

- We apply security updates within five working days of their release.
- We watch the systems named above and act when they fail.
- You reach us at {{support_contact}} on working days from {{support_hours}}.

A fault is answered and worked on by how much it hurts:

1. **Nothing works.** We answer within two hours and work on it until it is solved.
2. **Something important does not work.** We answer within one working day.
3. **Everything else.** We answer within three working days and solve it with the next update.

## 3. Term and renewal

Maintenance begins on {{start_date}} and runs until {{end_date}}. Where renewal was agreed, we tell you ahead of time; it goes on for the same span unless one side says no before the end.

## 4. Price and payment

Until {{end_date}} the price is {{total}}, discounts taken off. It is invoiced in advance, on the first day of each period of the schedule below. Each invoice is due within the payment terms printed on it. Taxes that we have to charge by law are added.

Work outside this service is offered separately, before it begins.

## 5. Confidentiality and data

Both sides keep confidential what they learn about the other, during this agreement and for three years after it. When we handle personal data for you, we do so on your instructions only.

## 6. Ending early

Either side may end this agreement in writing with sixty days’ notice. Periods that have begun stay payable.

## 7. General

This text, the line items and the schedule are the whole agreement. The law that applies is the law of {{governing_law}}.

Signed for {{account_name}} by {{signer_names}}.
`,
  },
] as const;
