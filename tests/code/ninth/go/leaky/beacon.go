package main

import (
	"bufio"
	"errors"
	"log"
	"net"
	"strings"
	"time"
)

// beacon: luggage carts report their position, airport apron network

type cart struct {
	id   string
	conn net.Conn
	rd   *bufio.Reader
}

func hello(c net.Conn) (*cart, error) {
	rd := bufio.NewReaderSize(c, 512)
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	line, err := rd.ReadString('\n')
	if err != nil {
		return nil, err
	}
	f := strings.Fields(line)
	if len(f) != 2 || f[0] != "CART" {
		return nil, errors.New("no CART line: " + line)
	}
	return &cart{id: f[1], conn: c, rd: rd}, nil
}

func serveCart(c net.Conn, pos chan<- string) {
	ct, err := hello(c)
	if err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
		return
	}
	defer ct.conn.Close()

	for {
		c.SetReadDeadline(time.Now().Add(3 * time.Minute))
		line, err := ct.rd.ReadString('\n')
		if err != nil {
			log.Printf("cart %s: %v", ct.id, err)
			return
		}
		pos <- ct.id + " " + strings.TrimSpace(line)
	}
}

func main() {
	ln, err := net.Listen("tcp", ":7766")
	if err != nil {
		log.Fatal(err)
	}
	pos := make(chan string, 1024)
	go func() {
		for p := range pos {
			log.Println(p)
		}
	}()
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go serveCart(c, pos)
	}
}
