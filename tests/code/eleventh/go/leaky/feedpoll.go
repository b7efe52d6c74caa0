package main

import (
	"encoding/xml"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

type departures struct {
	Trains []struct {
		No    string `xml:"no,attr"`
		Delay int    `xml:"delay,attr"`
	} `xml:"train"`
}

var client = &http.Client{
	Timeout: 8 * time.Second,
	Transport: &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		DisableKeepAlives: true,
	},
}

func fetch(url string) (*departures, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}()
	var d departures
	if err := xml.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&d); err != nil {
		return nil, err
	}
	return &d, nil
}

func main() {
	stations := os.Args[2:]
	for range time.Tick(2 * time.Second) {
		for _, st := range stations {
			d, err := fetch("https://" + os.Args[1] + "/board/" + st)
			if err != nil {
				log.Printf("%s: %v", st, err)
				continue
			}
			for _, t := range d.Trains {
				if t.Delay > 5 {
					log.Printf("%s: train %s +%d", st, t.No, t.Delay)
				}
			}
		}
	}
}
