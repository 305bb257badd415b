package kazakh
import ("testing";"fmt";"path/filepath";"slices";"os";"strings")
func TestZZQ(t *testing.T){
 dir:=filepath.Join(sharedDir(t),"data/sets/dev")
 topics:=map[string]string{}
 for _,r:=range readTable(t,dir+"/topics.dev.tsv"){topics[r[0]]=r[1]}
 for _,v:=range []string{"latn2018","latn2021","ascii-strip","ascii-informal"}{
   n,eq,in,num:=0,0,0,0; var bad []string
   for _,r:=range readTable(t,dir+"/topics.dev."+v+".tsv"){
     x,y:=words(topics[r[0]]),words(r[1])
     if len(x)!=len(y){fmt.Println("LEN",r[1]);continue}
     for i:=range x{ if Key(x[i])==""{continue}; n++; k:=Key(x[i]); q:=QueryKeys(y[i]); num+=len(q); if q[0]==k{eq++}; if slices.Contains(q,k){in++}else{bad=append(bad,fmt.Sprint(x[i]," ",y[i]," ",k," ",q))}
   }}
   fmt.Printf("%-15s n=%d key %.1f%% querykeys %.1f%% avg keys %.2f\n",v,n,100*float64(eq)/float64(n),100*float64(in)/float64(n),float64(num)/float64(n))
   if os.Getenv("SHOW")==v{fmt.Println(strings.Join(bad,"\n"))}
 }
}
