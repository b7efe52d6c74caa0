package main

import (
	"database/sql"
	"net"
)

func serve(l net.Listener, db *sql.DB) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		var banned bool
		db.QueryRow("select 1 from banned where ip=$1", c.RemoteAddr().String()).Scan(&banned) // expect: accept-queue-overflow
		if banned {
			c.Close()
			continue
		}
		go talk(c)
	}
}

func talk(c net.Conn) { defer c.Close() }
