package export

import (
	"fmt"
	"io"
	"net"
	"time"
)

type Line struct {
	Article string
	Qty     int
	Net     int64
	Vat     float64
	Text    string
}

type Invoice struct {
	No    string
	Date  time.Time
	Lines []Line
}

// Sink is the ERP import daemon; it takes a night's invoices over one connection.
type Sink struct {
	conn net.Conn
}

func Dial(addr string) (*Sink, error) {
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	return &Sink{conn: c}, nil
}

func (s *Sink) Close() error { return s.conn.Close() }

func (s *Sink) field(v interface{}) error {
	_, err := fmt.Fprintf(s.conn, "%v;", v)
	return err
}

// Send writes all invoices, a line of fields each position, some 40000 a night.
func (s *Sink) Send(invs []Invoice) error {
	for _, inv := range invs {
		s.conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
		for i, l := range inv.Lines {
			for _, v := range []interface{}{inv.No, inv.Date.Unix(), i, l.Article, l.Qty, l.Net, l.Vat, l.Text} {
				if err := s.field(v); err != nil {
					return fmt.Errorf("invoice %s: %w", inv.No, err)
				}
			}
			if _, err := io.WriteString(s.conn, "\n"); err != nil {
				return fmt.Errorf("invoice %s: %w", inv.No, err)
			}
		}
	}
	if _, err := io.WriteString(s.conn, "END\n"); err != nil {
		return err
	}
	s.conn.SetReadDeadline(time.Now().Add(5 * time.Minute))
	var n int
	if _, err := fmt.Fscanf(s.conn, "IMPORTED %d\n", &n); err != nil {
		return fmt.Errorf("no confirmation: %w", err)
	}
	if n != len(invs) {
		return fmt.Errorf("%d invoices sent, %d imported", len(invs), n)
	}
	return nil
}
