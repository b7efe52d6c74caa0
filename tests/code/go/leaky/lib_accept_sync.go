package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
)

func main() {
	l, err := net.Listen("tcp", ":8123")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		serve(c) // expect: accept-queue-overflow
	}
}

func serve(c net.Conn) {
	defer c.Close()
	q, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return
	}
	resp, err := http.Get("http://backend/" + strings.TrimSpace(q))
	if err != nil {
		fmt.Fprintln(c, "ERR")
		return
	}
	defer resp.Body.Close()
	fmt.Fprintln(c, resp.Status)
}
