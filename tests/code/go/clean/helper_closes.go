package main

import (
	"log"
	"net"
)

func drop(c net.Conn, why error) {
	log.Println("drop", c.RemoteAddr(), why)
	c.Close()
}

func handle(c net.Conn) {
	buf := make([]byte, 1024)
	for {
		n, err := c.Read(buf)
		if err != nil {
			drop(c, err)
			return
		}
		if _, err := c.Write(buf[:n]); err != nil {
			drop(c, err)
			return
		}
	}
}

func run(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handle(c)
	}
}
