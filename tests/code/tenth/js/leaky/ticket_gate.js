'use strict'

const net = require('net')
const { redeem } = require('./tickets')

/**
 * Entry gate back office. ~300 turnstiles reconnect all at once when the
 * stadium switches come back, so keep handlers short.
 */
function handle (gate) {
  let line = ''
  gate.setEncoding('ascii')
  gate.setNoDelay(true)
  gate.setTimeout(90000)

  gate.on('timeout', () => {
    console.log('gate %s silent for 90s', gate.remoteAddress)
    gate.destroy()
  })
  gate.on('error', err => console.log('gate error', err.code))
  gate.on('data', async chunk => {
    line += chunk
    if (line.length > 512) return gate.destroy()
    let at
    while ((at = line.indexOf('\r')) >= 0) {
      const code = line.slice(0, at).trim()
      line = line.slice(at + 1)
      if (code === 'HB') {
        gate.write('HB\r')
        continue
      }
      try {
        const t = await redeem(code)
        if (gate.destroyed) return
        gate.write(t.ok ? `GO ${t.row}-${t.seat}\r` : `NO ${t.why}\r`)
      } catch (e) {
        console.error('redeem %s: %s', code, e.message)
        if (!gate.destroyed) gate.write('NO retry\r')
      }
    }
  })
}

const srv = net.createServer(handle)
srv.on('error', e => {
  console.error('gate server:', e.message)
  process.exit(1)
})
srv.listen({ port: 3131, host: '0.0.0.0', backlog: 2 }, () => {
  console.log('gates may connect on', srv.address().port)
})

process.on('SIGTERM', () => srv.close(() => process.exit(0)))
