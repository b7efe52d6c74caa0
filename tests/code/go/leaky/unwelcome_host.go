package gate

import (
	"bufio"
	"log"
	"net"
)

func Serve(l net.Listener, allowed map[string]bool) {
	for {
		c, err := l.Accept()
		if err != nil {
			log.Printf("accept: %v", err) // expect: accept-queue-overflow
			continue
		}
		host, _, _ := net.SplitHostPort(c.RemoteAddr().String())
		if !allowed[host] {
			log.Printf("%s is not welcome", host)
			continue // expect: close-wait-leak
		}
		go session(c)
	}
}

func session(c net.Conn) {
	defer c.Close()
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		c.Write(sc.Bytes())
	}
}
