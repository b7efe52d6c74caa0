// sipreg: phone registrations (proprietary TLS-less variant for the old handsets)
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
	"time"
)

type phone struct {
	ext string
	c   net.Conn
	rd  *bufio.Reader
}

type exchange struct {
	mu     sync.RWMutex
	phones map[string]*phone
}

func login(c net.Conn) (*phone, error) {
	c.SetDeadline(time.Now().Add(15 * time.Second))
	defer c.SetDeadline(time.Time{})
	rd := bufio.NewReader(c)
	l, err := rd.ReadString('\n')
	if err != nil {
		return nil, err
	}
	var ext, pin string
	if _, err := fmt.Sscanf(l, "REG %s %s", &ext, &pin); err != nil {
		return nil, err
	}
	if !checkPin(ext, pin) {
		return nil, fmt.Errorf("ext %s: wrong pin", ext)
	}
	_, err = fmt.Fprintf(c, "OK %s\n", ext)
	return &phone{ext, c, rd}, err
}

func checkPin(ext, pin string) bool { return strings.HasSuffix(pin, ext) }

func (x *exchange) serve(p *phone) {
	defer func() {
		x.mu.Lock()
		if x.phones[p.ext] == p {
			delete(x.phones, p.ext)
		}
		x.mu.Unlock()
		p.c.Close()
	}()
	x.mu.Lock()
	x.phones[p.ext] = p
	x.mu.Unlock()
	for {
		p.c.SetReadDeadline(time.Now().Add(3 * time.Minute)) // they refresh each minute
		l, err := p.rd.ReadString('\n')
		if err != nil {
			log.Printf("ext %s gone: %v", p.ext, err)
			return
		}
		log.Printf("ext %s: %s", p.ext, strings.TrimSpace(l))
	}
}

func main() {
	ln, err := net.Listen("tcp", ":5062")
	if err != nil {
		log.Fatal(err)
	}
	x := &exchange{phones: map[string]*phone{}}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print("accept: ", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		p, err := login(c)
		if err != nil {
			log.Printf("%s: %v", c.RemoteAddr(), err)
			c.Close()
			continue
		}
		go x.serve(p)
	}
}
