package main

import (
	"log"
	"net"
	"time"
)

func worker(jobs <-chan net.Conn) {
	for c := range jobs {
		serveOne(c)
	}
}

func serveOne(c net.Conn) {
	defer c.Close()
	b := make([]byte, 100)
	n, err := c.Read(b)
	if err != nil {
		return
	}
	c.Write(b[:n])
}

func main() {
	ln, err := net.Listen("tcp", ":9000")
	if err != nil {
		log.Fatal(err)
	}
	jobs := make(chan net.Conn, 64)
	for i := 0; i < 8; i++ {
		go worker(jobs)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		jobs <- c
	}
}
