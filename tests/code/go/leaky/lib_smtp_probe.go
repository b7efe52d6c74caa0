package mailcheck

import (
	"fmt"
	"net"
	"net/smtp"
	"time"
)

func Probe(host, rcpt string) error {
	conn, err := net.DialTimeout("tcp", host+":25", 5*time.Second)
	if err != nil {
		return err
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return fmt.Errorf("greeting of %s: %w", host, err) // expect: close-wait-leak
	}
	if err := c.Hello("probe.example"); err != nil {
		c.Close()
		return err
	}
	if err := c.Rcpt(rcpt); err != nil {
		c.Close()
		return err
	}
	return c.Quit()
}
