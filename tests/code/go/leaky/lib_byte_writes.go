package printer

import "net"

func Send(c net.Conn, s string) error {
	for i := 0; i < len(s); i++ {
		if _, err := c.Write([]byte{s[i]}); err != nil { // expect: small-writes
			return err
		}
	}
	return nil
}
