// sluice takes water levels from the locks along the canal.
package main

import (
	"bufio"
	"errors"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	mu     sync.Mutex
	levels = map[string]int{}
)

func parse(line string) (lock string, cm int, err error) {
	f := strings.Fields(line)
	if len(f) != 2 {
		return "", 0, errors.New("want two fields")
	}
	cm, err = strconv.Atoi(f[1])
	return f[0], cm, err
}

func serveLock(c net.Conn) {
	r := bufio.NewReaderSize(c, 512)
	for {
		c.SetDeadline(time.Now().Add(5 * time.Minute))
		line, err := r.ReadString('\n')
		if err != nil {
			if err != io.EOF {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
			c.Close()
			return
		}
		lock, cm, err := parse(line)
		if err != nil {
			log.Printf("%s: %q: %v, giving up on it", c.RemoteAddr(), line, err)
			return
		}
		mu.Lock()
		levels[lock] = cm
		mu.Unlock()
		if _, err := c.Write([]byte("ok\n")); err != nil {
			c.Close()
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", ":4800")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go serveLock(c)
	}
}
