'use strict'

const net = require('net')
const readline = require('readline')

function feed (opts, onTick, attempt = 0) {
  const sock = net.createConnection({ host: opts.host, port: opts.port })
  const rl = readline.createInterface({ input: sock })

  sock.setKeepAlive(true, 20000)
  // the server beats every 10 s
  sock.setTimeout(30000, () => sock.destroy(new Error('silent feed')))
  sock.on('connect', () => {
    attempt = 0
    sock.write('SUB ' + opts.symbols.join(',') + '\n')
  })
  rl.on('line', (line) => {
    if (line === 'HB') return
    const [sym, px, qty] = line.split('|')
    onTick(sym, Number(px), Number(qty))
  })
  rl.on('error', () => {})
  sock.on('error', (err) => console.error('feed', err.message))
  sock.on('close', () => {
    rl.close()
    setTimeout(feed, Math.min(60000, 500 * 2 ** attempt), opts, onTick, attempt + 1)
  })
}

module.exports = feed
