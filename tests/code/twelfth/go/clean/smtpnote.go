package notify

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"time"
)

// Digest mails the weekly garden digest, all recipients over one session.
func Digest(host string, auth smtp.Auth, from string, rcpts []string, body func(to string) []byte) (sent int, err error) {
	nc, err := net.DialTimeout("tcp", net.JoinHostPort(host, "587"), 10*time.Second)
	if err != nil {
		return 0, err
	}
	if err = nc.SetDeadline(time.Now().Add(10 * time.Minute)); err != nil {
		nc.Close()
		return 0, err
	}
	c, err := smtp.NewClient(nc, host)
	if err != nil {
		nc.Close()
		return 0, err
	}
	defer c.Close()

	if err = c.StartTLS(&tls.Config{ServerName: host}); err != nil {
		return 0, fmt.Errorf("starttls: %w", err)
	}
	if err = c.Auth(auth); err != nil {
		return 0, fmt.Errorf("auth: %w", err)
	}
	for _, to := range rcpts {
		if err = c.Mail(from); err != nil {
			return sent, err
		}
		if err = c.Rcpt(to); err != nil {
			// unknown address, go on with the next
			if err = c.Reset(); err != nil {
				return sent, err
			}
			continue
		}
		w, err := c.Data()
		if err != nil {
			return sent, err
		}
		if _, err = w.Write(body(to)); err != nil {
			return sent, err
		}
		if err = w.Close(); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, c.Quit()
}
