package main

import (
	"log"
	"net"
)

func handle(c net.Conn) {
	defer func() {
		if r := recover(); r != nil {
			log.Println("panic:", r)
		}
	}()
	buf := make([]byte, 1024)
	for {
		n, err := c.Read(buf)
		if err != nil { // expect: close-wait-leak
			log.Println(err)
			return
		}
		process(buf[:n])
	}
}

func process([]byte) {}

func main() {
	l, _ := net.Listen("tcp", ":9000")
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handle(c)
	}
}
