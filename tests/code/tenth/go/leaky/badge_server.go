package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// Door controllers connect for every badge, send the badge number and want
// GRANT or DENY. They give up after two seconds and show a red light.

type doors struct {
	db *sql.DB
}

func (d *doors) allowed(badge string) (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
	defer cancel()
	var n int
	err := d.db.QueryRowContext(ctx,
		"SELECT count(*) FROM grants g JOIN badges b ON b.id = g.badge_id WHERE b.serial = ? AND g.until > now()",
		badge).Scan(&n)
	return n > 0, err
}

func (d *doors) serve(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(4 * time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		log.Printf("door %s: %v", c.RemoteAddr(), err)
		return
	}
	ok, err := d.allowed(strings.TrimSpace(line))
	if err != nil {
		log.Printf("door %s: %v", c.RemoteAddr(), err)
	}
	verdict := "DENY"
	if ok {
		verdict = "GRANT"
	}
	if _, err := fmt.Fprintf(c, "%s\n", verdict); err != nil {
		log.Printf("door %s: %v", c.RemoteAddr(), err)
	}
}

func main() {
	db, err := sql.Open("mysql", os.Getenv("BADGE_DSN"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(8)
	d := &doors{db: db}

	ln, err := net.Listen("tcp", ":4070")
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("badge server on %s", ln.Addr())
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(20 * time.Millisecond)
			continue
		}
		d.serve(c)
	}
}
