package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"log"
	"net"
	"net/textproto"
	"os"
	"strings"
	"time"
)

// lines "to subject" on a unix socket from the legacy app are mailed
type relay struct {
	host string
	c    net.Conn
	t    *textproto.Conn
	used time.Time
}

func (r *relay) cmd(code int, f string, a ...any) error {
	if err := r.t.PrintfLine(f, a...); err != nil {
		return err
	}
	_, _, err := r.t.ReadResponse(code)
	return err
}

func (r *relay) open() error {
	if r.t != nil && time.Since(r.used) < 30*time.Second {
		return nil
	}
	r.drop()
	c, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", r.host+":465", nil)
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	r.c, r.t = c, textproto.NewConn(c)
	if _, _, err = r.t.ReadResponse(220); err == nil {
		err = r.cmd(250, "EHLO sidecar")
	}
	if err != nil {
		r.drop()
	}
	return err
}

func (r *relay) drop() {
	if r.t != nil {
		r.t.Close()
		r.t = nil
	}
}

func (r *relay) mail(to, subject string) (err error) {
	if err = r.open(); err != nil {
		return err
	}
	r.c.SetDeadline(time.Now().Add(time.Minute))
	defer func() {
		r.used = time.Now()
		if err != nil {
			r.drop()
		}
	}()
	body := fmt.Sprintf("To: %s\r\nSubject: %s\r\n\r\n.", to, subject)
	codes := []int{250, 25, 354, 250}
	for i, s := range []string{"MAIL FROM:<app@example>", "RCPT TO:<" + to + ">", "DATA", body} {
		if err = r.cmd(codes[i], "%s", s); err != nil {
			break
		}
	}
	return err
}

func main() {
	os.Remove("/run/mail.sock")
	l, err := net.Listen("unix", "/run/mail.sock")
	if err != nil {
		log.Fatal(err)
	}
	jobs := make(chan string, 1000)
	go func() {
		r := &relay{host: os.Getenv("RELAY")}
		for j := range jobs {
			to, subject, _ := strings.Cut(j, " ")
			if err := r.mail(to, subject); err != nil {
				log.Printf("%s: %v", to, err)
			}
			if len(jobs) == 0 {
				r.drop()
			}
		}
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer c.Close()
			for sc := bufio.NewScanner(c); sc.Scan(); {
				jobs <- sc.Text()
			}
		}()
	}
}
