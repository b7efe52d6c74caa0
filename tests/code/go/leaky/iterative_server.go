package intake

import (
	"bufio"
	"log"
	"net"
	"time"
)

func Serve(ln net.Listener, store func(string) error) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		c.SetDeadline(time.Now().Add(time.Minute))
		sc := bufio.NewScanner(c)
		for sc.Scan() { // expect: accept-queue-overflow
			if err := store(sc.Text()); err != nil {
				log.Print(err)
				break
			}
		}
		c.Close()
	}
}
