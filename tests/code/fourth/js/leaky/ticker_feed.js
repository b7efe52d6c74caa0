'use strict'

const net = require('net')
const readline = require('readline')

function feed (opts, onTick) {
  const sock = net.createConnection({ host: opts.host, port: opts.port })
  const rl = readline.createInterface({ input: sock })

  sock.on('connect', () => sock.write('SUB ' + opts.symbols.join(',') + '\n'))
  rl.on('line', (line) => {
    const [sym, px, qty] = line.split('|')
    onTick(sym, Number(px), Number(qty))
  })
  sock.on('error', (err) => console.error('feed', err.message))
  sock.on('close', () => {
    rl.close()
    setTimeout(feed, 2000, opts, onTick)
  })
}

module.exports = feed
