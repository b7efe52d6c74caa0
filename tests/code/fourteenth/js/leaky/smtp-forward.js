'use strict'
// forwards port 2525 on the jump host to the mail relay in the DMZ
const net = require('net')

const RELAY = { host: process.env.RELAY || 'relay.dmz', port: 25 }

const srv = net.createServer(function (client) {
  const tag = client.remoteAddress + ' -> ' + RELAY.host
  const upstream = net.connect(RELAY)

  client.setKeepAlive(true, 60000)
  upstream.setKeepAlive(true, 60000)

  client.pipe(upstream)
  upstream.pipe(client)

  client.on('error', function (err) {
    console.log(tag, 'client', err.code)
  })

  client.on('close', function () {
    upstream.destroy()
  })

  upstream.on('error', function (err) {
    console.log(tag, 'relay', err.code)
  })
})

srv.on('error', function (err) {
  console.error(err)
  process.exit(2)
})

srv.listen(2525)
