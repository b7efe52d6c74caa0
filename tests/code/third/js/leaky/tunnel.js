const net = require('net')
const debug = require('debug')('tunnel')

module.exports = function tunnel (opts) {
  const stats = { opened: 0, failed: 0 }

  const srv = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, function (client) {
    stats.opened++
    const upstream = net.connect({ host: opts.host, port: opts.port, allowHalfOpen: true })
    upstream.setTimeout(opts.connectTimeout || 5000)

    upstream.on('connect', function () {
      upstream.setTimeout(0)
      upstream.setKeepAlive(true, 60000)
      client.setKeepAlive(true, 60000)
      client.pipe(upstream)
      upstream.pipe(client)
      client.resume()
    })

    upstream.on('timeout', function () {
      upstream.destroy(new Error('connect timeout'))
    })

    upstream.on('error', function (err) {
      stats.failed++
      debug('upstream: %s', err.message)
      upstream.destroy()
    })

    client.on('error', function (err) {
      debug('client: %s', err.message)
      upstream.destroy()
      client.destroy()
    })
  })

  srv.stats = stats
  return srv
}
