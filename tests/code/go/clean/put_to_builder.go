package report

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"time"
)

type Row struct{ Cells []string }

func Send(addr string, rows []Row) error {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	var out bytes.Buffer
	put := func(s string) { out.WriteString(s) }
	for _, r := range rows {
		put("<")
		for _, c := range r.Cells {
			put(c)
			put(";")
			fmt.Fprintf(&out, "%d", len(c))
		}
		put(">\n")
		if out.Len() > 32<<10 {
			conn.SetWriteDeadline(time.Now().Add(time.Minute))
			if _, err := conn.Write(out.Bytes()); err != nil {
				return err
			}
			out.Reset()
		}
	}
	_, err = conn.Write(out.Bytes())
	return err
}

func Tell(conns []net.Conn, names map[string][]int) {
	for _, c := range conns {
		var sb strings.Builder
		for n, v := range names {
			fmt.Fprint(&sb, n)
			for _, x := range v {
				fmt.Fprintf(&sb, ",%d", x)
			}
			sb.WriteString("\n")
		}
		c.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := c.Write([]byte(sb.String())); err != nil {
			c.Close()
		}
	}
}
