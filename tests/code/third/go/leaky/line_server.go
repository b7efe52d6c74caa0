package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"time"
)

type store interface {
	Lookup(key string) (string, bool)
}

func handle(c net.Conn, st store) {
	br := bufio.NewReader(c)
	for {
		c.SetDeadline(time.Now().Add(2 * time.Minute))
		line, err := br.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			log.Printf("%s: %v", c.RemoteAddr(), err)
			c.Close()
			return
		}
		key := strings.TrimSpace(line)
		if key == "quit" {
			c.Close()
			return
		}
		v, ok := st.Lookup(key)
		if !ok {
			v = "-"
		}
		if _, err := fmt.Fprintf(c, "%s\n", v); err != nil {
			c.Close()
			return
		}
	}
}

func serve(ln net.Listener, st store) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go handle(c, st)
	}
}
