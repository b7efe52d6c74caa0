package main

import "net"

func tune(c *net.TCPConn) error {
	if err := c.SetKeepAlive(false); err != nil { // expect: idle-timeout-drop
		return err
	}
	return c.SetNoDelay(true)
}
