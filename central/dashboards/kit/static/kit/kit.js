// What forms and lists can do without, and are better with: dialogs, copying, toasts that leave, live parts.
const once = (form) => {
  // A second tap does nothing; the id in the form makes it harmless even where this script does not run.
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    for (const button of form.querySelectorAll('button:not([name])')) button.setAttribute('aria-disabled', 'true')
  })
}
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => {
  delete form.dataset.sent
  form.querySelectorAll('[aria-disabled]').forEach((button) => button.removeAttribute('aria-disabled'))
}))

const dialogs = (root) => root.querySelectorAll('[data-opens]').forEach((opener) => opener.addEventListener('click', (event) => {
  const dialog = document.getElementById(opener.dataset.opens)
  if (!dialog) return
  event.preventDefault()
  dialog.showModal()
}))
const closers = (root) => root.querySelectorAll('dialog [data-closes]').forEach((button) => button.addEventListener('click', (event) => {
  event.preventDefault()
  button.closest('dialog').close()
}))

const copies = (root) => root.querySelectorAll('[data-copies]').forEach((button) => {
  button.hidden = false
  button.addEventListener('click', async () => {
    const from = document.getElementById(button.dataset.copies)
    await navigator.clipboard.writeText(from.value ?? from.textContent)
    toast(button.dataset.done)
  })
})

export const toast = (words) => {
  const shown = document.createElement('div')
  shown.className = 'toast'
  shown.textContent = words
  document.getElementById('toasts').append(shown)
  leave(shown)
}
const leave = (shown) => setTimeout(() => shown.remove(), 8000)

// "now, moves, will be": what will be follows what is typed.
const moves = (root) => root.querySelectorAll('[data-move]').forEach((move) => {
  const field = document.getElementById(move.dataset.move)
  const number = new Intl.NumberFormat(document.documentElement.lang)
  const follow = () => {
    const credits = Math.trunc(Number(field.value)) || 0
    move.querySelector('[data-moves]').textContent = number.format(credits)
    move.querySelector('[data-will]').textContent = number.format(Number(move.dataset.now) + Number(move.dataset.sign) * credits)
  }
  field?.addEventListener('input', follow)
  if (field?.value) follow()
})

// Time that runs out: what is left, and what is said once nothing is.
const countdowns = (root) => root.querySelectorAll('[data-countdown]').forEach((clock) => {
  const until = Date.parse(clock.dataset.countdown)
  const over = document.querySelector(clock.dataset.over)
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000)
    if (!clock.isConnected || left <= 0) clearInterval(ticking)
    clock.hidden = left <= 0
    if (over) over.hidden = left > 0
    clock.querySelector('[data-left]').textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  }
  const ticking = setInterval(tick, 1000)
  tick()
})

// A live part says which address tells of changes; each one makes it load itself anew. Polls where streams fail.
// What nobody looks at holds no stream, as browsers have few to one server: seen again, it loads itself anew first.
const live = (root) => root.querySelectorAll('[data-live]').forEach((part) => {
  let source = null
  let polling = 0
  let opened = false
  const reload = () => part.isConnected && htmx.trigger(part, 'live')
  const poll = () => { polling ||= setInterval(reload, 15000) }
  const rest = () => { clearInterval(polling); polling = 0 }
  const opens = () => {
    rest()
    part.classList.remove('stale')
    // Between two streams something may have changed.
    if (opened) reload()
    opened = true
  }
  const watch = () => {
    if (!('EventSource' in window)) return poll()
    source = new EventSource(part.dataset.live)
    source.addEventListener('changed', reload)
    source.addEventListener('open', opens)
    source.addEventListener('error', () => { part.classList.add('stale'); poll() })
  }
  const leave = () => { source?.close(); rest() }
  const look = () => { leave(); if (!document.hidden && part.isConnected) watch() }
  part.addEventListener('htmx:afterSwap', () => part.classList.remove('stale'))
  document.addEventListener('visibilitychange', look)
  addEventListener('pagehide', leave)
  addEventListener('pageshow', (event) => event.persisted && look())
  look()
})

// Whoever gives up at their key, or has none, is told so; allauth's script says it to the console alone.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  toast(document.getElementById('key-failed').textContent)
})

// A phone's photo is made as small as is needed before it is sent; where that fails it is sent as it is.
const shrinks = (root) => root.querySelectorAll('input[type=file][data-shrinks]').forEach((input) => input.addEventListener('change', async () => {
  const [file] = input.files
  if (!file) return
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, Number(input.dataset.shrinks) / Math.max(picture.width, picture.height))
    if (scale === 1 && file.size < 500_000) return
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    const small = await new Promise((done) => canvas.toBlob(done, 'image/webp', 0.9))
    const chosen = new DataTransfer()
    chosen.items.add(new File([small], file.name, { type: small.type }))
    input.files = chosen.files
  } catch { /* What it is, the server says. */ }
}))

// An answer that would write over what was typed since it was asked for has come too late.
const typed = (root) => JSON.stringify([...root.querySelectorAll('input, select, textarea')].map((field) => field.value))
const asked = new WeakMap()
document.addEventListener('htmx:beforeRequest', ({ detail }) => asked.set(detail.xhr, typed(detail.target)))
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (asked.get(detail.xhr) !== typed(detail.target)) detail.shouldSwap = false
})

const prepare = (root) => {
  root.querySelectorAll('form[method=post]').forEach(once)
  for (const each of [dialogs, closers, copies, moves, countdowns, shrinks, live]) each(root)
}
prepare(document)
document.addEventListener('htmx:load', (event) => event.target !== document.body && prepare(event.target))
document.querySelectorAll('.toast').forEach(leave)
// A field that the browser focuses by itself is left to it: two at once, and it complains.
document.querySelector(':is(.field-wrong input, .field-wrong select, .field-wrong textarea):not([autofocus])')?.focus()
document.querySelector('dialog[data-open]')?.showModal()
