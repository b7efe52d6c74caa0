package main

import (
	"bufio"
	"log"
	"net"
	"strings"
	"time"
)

type player struct {
	name string
	c    net.Conn
}

// hello waits for the player's name.
func hello(c net.Conn) (*player, error) {
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	name, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return nil, err
	}
	return &player{strings.TrimSpace(name), c}, nil
}

func play(p *player) {
	defer p.c.Close()
	p.c.SetDeadline(time.Now().Add(time.Hour))
	p.c.Write([]byte("welcome " + p.name + "\n"))
}

func main() {
	ln, err := net.Listen("tcp", ":4242")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			p, err := hello(c)
			if err != nil {
				c.Close()
				return
			}
			play(p)
		}()
	}
}
