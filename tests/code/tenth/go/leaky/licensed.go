package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

type seats struct {
	free chan struct{}
}

func (s *seats) take() bool {
	select {
	case <-s.free:
		return true
	default:
		return false
	}
}

func (s *seats) put() {
	select {
	case s.free <- struct{}{}:
	default: // more returned than lent
	}
}

// One line in, one line out: "CHECKOUT solver" -> "OK lease=..." or "DENIED".
func handle(c *net.TCPConn, s *seats) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	// keeps the TIME_WAIT table short on the small box
	c.SetLinger(0)

	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
		return
	}
	f := strings.Fields(line)
	if len(f) != 2 {
		fmt.Fprintf(c, "ERROR syntax\n")
		return
	}
	switch f[0] {
	case "CHECKOUT":
		if !s.take() {
			fmt.Fprintf(c, "DENIED %s\n", f[1])
			return
		}
		fmt.Fprintf(c, "OK lease=%d\n", time.Now().UnixNano())
	case "RETURN":
		s.put()
		fmt.Fprintf(c, "OK\n")
	default:
		fmt.Fprintf(c, "ERROR verb\n")
	}
}

func main() {
	a, err := net.ResolveTCPAddr("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.ListenTCP("tcp", a)
	if err != nil {
		log.Fatal(err)
	}
	s := &seats{free: make(chan struct{}, 40)}
	for i := 0; i < 40; i++ {
		s.free <- struct{}{}
	}
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go handle(c, s)
	}
}
