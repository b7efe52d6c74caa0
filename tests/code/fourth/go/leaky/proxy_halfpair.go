package main

import (
	"io"
	"log"
	"net"
	"sync"
	"time"
)

func forward(client net.Conn, upstream string) {
	back, err := net.DialTimeout("tcp", upstream, 2*time.Second)
	if err != nil {
		log.Printf("upstream %s: %v", upstream, err)
		return
	}
	defer client.Close()
	defer back.Close()

	var wg sync.WaitGroup
	wg.Add(2)
	pipe := func(dst, src net.Conn) {
		defer wg.Done()
		io.Copy(dst, src)
		if t, ok := dst.(*net.TCPConn); ok {
			t.CloseWrite()
		}
	}
	go pipe(back, client)
	go pipe(client, back)
	wg.Wait()
}

func main() {
	ln, err := net.Listen("tcp", ":8443")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go forward(c, "10.2.0.14:443")
	}
}
