package main

import (
	"io"
	"net"
)

func drainAll(ln net.Listener, sink io.Writer) error {
	for {
		conn, err := ln.Accept() // expect: close-wait-leak
		if err != nil {
			return err
		}
		defer conn.Close()
		io.Copy(sink, conn)
	}
}
