package mail

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

type Msg struct {
	From string
	To   []string
	Body string
}

func expect(r *bufio.Reader, code string) error {
	l, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	if len(l) < 3 || l[:3] != code {
		return fmt.Errorf("server says %q", l)
	}
	return nil
}

// Deliver sends all mails over one connection.
func Deliver(conn net.Conn, mails []Msg) error {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for _, m := range mails {
		conn.SetDeadline(time.Now().Add(time.Minute))
		fmt.Fprintf(conn, "MAIL FROM:<%s>\r\n", m.From)
		if err := expect(r, "250"); err != nil {
			return err
		}
		for _, to := range m.To {
			fmt.Fprintf(conn, "RCPT TO:<%s>\r\n", to)
			if err := expect(r, "250"); err != nil {
				return err
			}
		}
		fmt.Fprint(conn, "DATA\r\n")
		if err := expect(r, "354"); err != nil {
			return err
		}
		fmt.Fprintf(conn, "%s\r\n.\r\n", m.Body)
		if err := expect(r, "250"); err != nil {
			return err
		}
	}
	return nil
}
