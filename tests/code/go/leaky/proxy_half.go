package main

import (
	"io"
	"log"
	"net"
	"time"
)

func proxy(client net.Conn, upstream string) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", upstream, time.Second)
	if err != nil {
		log.Print(err)
		return
	}
	go io.Copy(server, client)
	io.Copy(client, server)
} // expect: close-wait-leak
