package main

import (
	"bufio"
	"net"
	"time"
)

func serve(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		r := bufio.NewReader(c)
		r.ReadString('\n')
		time.Sleep(200 * time.Millisecond) // expect: accept-queue-overflow
		c.Write([]byte("done\n"))
		c.Close()
	}
}
