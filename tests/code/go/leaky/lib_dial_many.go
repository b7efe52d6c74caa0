package warm

import "net"

func OpenAll(addrs []string) ([]net.Conn, error) {
	var conns []net.Conn
	for _, a := range addrs {
		c, err := net.Dial("tcp", a)
		if err != nil {
			return nil, err // expect: close-wait-leak
		}
		conns = append(conns, c)
	}
	return conns, nil
}
