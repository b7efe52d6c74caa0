package main

import "net"

func prepare(c *net.TCPConn) {
	c.SetKeepAlive(true)
	c.SetWriteBuffer(16384) // expect: send-buffer-limited
}
