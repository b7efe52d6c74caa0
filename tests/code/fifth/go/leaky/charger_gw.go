package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"log"
	"net"
	"time"
)

// Gateway for EV chargers speaking a JSON-lines dialect on :9310.

type hello struct {
	Serial string `json:"serial"`
	Token  string `json:"token"`
	FW     string `json:"fw"`
}

type report struct {
	KWh   float64 `json:"kwh"`
	State string  `json:"state"`
}

var errToken = errors.New("bad token")

func checkToken(serial, token string) error {
	if len(token) != 32 || token[:4] != serial[:4] {
		return errToken
	}
	return nil
}

func record(serial string, r report) {
	log.Printf("%s %s %.2f kWh", serial, r.State, r.KWh)
}

func serveCharger(c net.Conn) {
	r := bufio.NewReaderSize(c, 4096)
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	line, err := r.ReadBytes('\n')
	if err != nil {
		log.Printf("%s: no hello: %v", c.RemoteAddr(), err)
		c.Close()
		return
	}
	var h hello
	if err := json.Unmarshal(line, &h); err != nil || len(h.Serial) < 4 {
		log.Printf("%s: hello not understood: %v", c.RemoteAddr(), err)
		c.Close()
		return
	}
	if err := checkToken(h.Serial, h.Token); err != nil {
		log.Printf("charger %s: %v", h.Serial, err)
		return
	}
	if _, err := c.Write([]byte("{\"ok\":true}\n")); err != nil {
		c.Close()
		return
	}
	for {
		c.SetReadDeadline(time.Now().Add(5 * time.Minute))
		line, err := r.ReadBytes('\n')
		if err != nil {
			log.Printf("charger %s gone: %v", h.Serial, err)
			break
		}
		var rep report
		if json.Unmarshal(line, &rep) == nil {
			record(h.Serial, rep)
		}
	}
	c.Close()
}

func main() {
	ln, err := net.Listen("tcp", ":9310")
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print("accept: ", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go serveCharger(c)
	}
}
