package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// Terminals in the kiosks buy tickets here: one line in, one line out.

type drawer interface{ Buy(term string, nums []string) (serial string, err error) }

type server struct {
	d drawer
}

func (s *server) one(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))

	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		log.Printf("%v: %v", c.RemoteAddr(), err)
		return
	}
	f := strings.Fields(line)
	if len(f) < 3 || f[0] != "BUY" {
		fmt.Fprintf(c, "ERR syntax\n")
	} else if serial, err := s.d.Buy(f[1], f[2:]); err != nil {
		fmt.Fprintf(c, "ERR %v\n", err)
	} else {
		fmt.Fprintf(c, "TICKET %s\n", serial)
	}
	// netstat is full of TIME_WAIT otherwise
	c.SetLinger(0)
}

func run(d drawer) error {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{Port: 3322})
	if err != nil {
		return err
	}
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-sig
		l.Close()
	}()

	s := &server{d}
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Temporary() {
				time.Sleep(50 * time.Millisecond)
				continue
			}
			return err
		}
		go s.one(c)
	}
}
