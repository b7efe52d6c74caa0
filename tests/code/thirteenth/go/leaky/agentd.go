package main

import (
	"bufio"
	"context"
	"database/sql"
	"log"
	"net"
	"strings"
	"time"
)

type agentd struct {
	db *sql.DB
	ln net.Listener
}

func (a *agentd) authenticate(c net.Conn) (string, *bufio.Reader, error) {
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	br := bufio.NewReader(c)
	key, err := br.ReadString('\n')
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var host string
	err = a.db.QueryRowContext(ctx, "select hostname from agents where key = ?", strings.TrimSpace(key)).Scan(&host)
	return host, br, err
}

func (a *agentd) loop() error {
	for {
		c, err := a.ln.Accept()
		if err != nil {
			return err
		}
		host, br, err := a.authenticate(c)
		if err != nil {
			log.Printf("agent at %v: %v", c.RemoteAddr(), err)
			c.Close()
			continue
		}
		go a.metrics(host, br, c)
	}
}

func (a *agentd) metrics(host string, br *bufio.Reader, c net.Conn) {
	defer c.Close()
	for {
		c.SetReadDeadline(time.Now().Add(3 * time.Minute))
		line, err := br.ReadString('\n')
		if err != nil {
			log.Printf("agent %s: %v", host, err)
			return
		}
		if _, err := a.db.Exec("insert into samples(host, line) values (?, ?)", host, line); err != nil {
			log.Printf("agent %s: insert: %v", host, err)
		}
	}
}
