package probe

import (
	"bufio"
	"net"
	"time"
)

func banner(host string) (string, error) {
	c, err := net.DialTimeout("tcp", net.JoinHostPort(host, "25"), 2*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(4 * time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return "", err
	}
	_, err = c.Write([]byte("QUIT\r\n"))
	return line, err
}

func All(hosts []string, tell func(host, line string, err error)) {
	for _, host := range hosts {
		line, err := banner(host)
		tell(host, line, err)
	}
}
