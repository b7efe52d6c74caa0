package main

import "net"

func tune(c *net.TCPConn) error {
	if err := c.SetNoDelay(true); err != nil {
		return err
	}
	return c.SetReadBuffer(32 * 1024) // expect: receive-window-limited
}
