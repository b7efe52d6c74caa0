package reminder

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"text/template"
	"time"
)

type Mailer struct {
	Host string
	From string
	Auth smtp.Auth
	Tmpl *template.Template
}

type Patient struct {
	Name, Mail string
	At         time.Time
}

func (m *Mailer) open() (c *smtp.Client, err error) {
	nc, err := net.DialTimeout("tcp", net.JoinHostPort(m.Host, "587"), 10*time.Second)
	if err != nil {
		return nil, err
	}
	nc.SetDeadline(time.Now().Add(10 * time.Minute)) // for the whole batch
	if c, err = smtp.NewClient(nc, m.Host); err != nil {
		nc.Close()
		return nil, err
	}
	defer func() {
		if err != nil {
			c.Close()
			c = nil
		}
	}()
	if err = c.StartTLS(&tls.Config{ServerName: m.Host}); err != nil {
		return
	}
	err = c.Auth(m.Auth)
	return
}

func (m *Mailer) one(c *smtp.Client, p Patient) error {
	var body bytes.Buffer
	if err := m.Tmpl.Execute(&body, p); err != nil {
		return err
	}
	if err := c.Mail(m.From); err != nil {
		return err
	}
	if err := c.Rcpt(p.Mail); err != nil {
		c.Reset()
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := body.WriteTo(w); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

// SendAll mails tomorrow's reminders over one session.
func (m *Mailer) SendAll(ps []Patient) (sent int, err error) {
	c, err := m.open()
	if err != nil {
		return 0, fmt.Errorf("smtp: %w", err)
	}
	defer c.Close()
	for _, p := range ps {
		if e := m.one(c, p); e != nil {
			err = fmt.Errorf("%s: %w", p.Mail, e)
			continue
		}
		sent++
	}
	c.Quit()
	return sent, err
}
