package main

import (
	"bufio"
	"log"
	"net"
)

func handle(conn net.Conn) {
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil { // expect: close-wait-leak
			log.Println("client gone:", err)
			return
		}
		conn.Write([]byte(line))
	}
}

func main() {
	ln, err := net.Listen("tcp", ":7000")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Println(err)
			continue
		}
		go handle(conn)
	}
}
