package kazakh
import ("testing";"strings";"fmt";"path/filepath";"unicode";"slices";"os")
func words(s string) []string { s=strings.ReplaceAll(s," - "," "); return strings.FieldsFunc(s,func(r rune)bool{return !unicode.IsLetter(r)&&r!='-'&&r!='ٴ'&&r!='\''}) }
func TestZZ(t *testing.T){
 type st struct{n,read,cand int; bad map[string]int}
 stats:=map[string]*st{}
 check:=func(name,a,b string,v Variant){
   s:=stats[name]; if s==nil{s=&st{bad:map[string]int{}};stats[name]=s}
   x,y:=words(a),words(b)
   if len(x)!=len(y){ fmt.Println(name,"LEN",len(x),len(y),a[:min(60,len(a))]); return}
   for i:=range x{ s.n++; want:=Lower(x[i]); got:=Read(y[i],v).Form
     if got==want{s.read++;s.cand++;continue}
     c:=Candidates(y[i],v)
     if slices.Contains(c,want){s.cand++; s.bad[fmt.Sprintf("C%d %s %s %s",slices.Index(c,want),y[i],got,want)]++} else {s.bad["X "+y[i]+" "+got+" "+want]++}
   }
 }
 for _,a:=range goldArticles(t){
   switch a.Style{
   case "latn-a": check("gold-2018",a.Source,a.Text,Lat2018)
   case "latn-b": check("gold-2021",a.Source,a.Text,Lat2021)
   case "arab": check("gold-arab",a.Source,a.Text,0)
   case "cyrl":
     check("cyrl->2018",a.Source,Write(a.Source,Latin,Lat2018),Lat2018)
     check("cyrl->2021",a.Source,Write(a.Source,Latin,Lat2021),Lat2021)
     check("cyrl->2017",a.Source,Write(a.Source,Latin,Lat2017),Lat2017)
     check("cyrl->qaz2000",a.Source,Write(a.Source,Latin,Qaz2000),Qaz2000)
     check("cyrl->abai",a.Source,Write(a.Source,Latin,AbaiLt),AbaiLt)
     check("cyrl->en",a.Source,Write(a.Source,Latin,English),English)
     check("cyrl->arab",a.Source,Write(a.Source,Arabic,0),0)
   }
 }
 dir:=filepath.Join(sharedDir(t),"data/sets/dev")
 topics:=map[string]string{}
 for _,r:=range readTable(t,dir+"/topics.dev.tsv"){topics[r[0]]=r[1]}
 for _,v:=range []struct{n string;v Variant}{{"latn2018",Lat2018},{"latn2021",Lat2021},{"ascii-strip",English},{"ascii-informal",English}}{
   for _,r:=range readTable(t,dir+"/topics.dev."+v.n+".tsv"){ check("topic-"+v.n,topics[r[0]],r[1],v.v) }
 }
 var names []string; for k:=range stats{names=append(names,k)}; slices.Sort(names)
 show:=os.Getenv("SHOW")
 for _,k:=range names{ s:=stats[k]; fmt.Printf("%-16s n=%d read %.1f cand %.1f\n",k,s.n,100*float64(s.read)/float64(s.n),100*float64(s.cand)/float64(s.n))
  if show==k{ var l []string; for b,c:=range s.bad{l=append(l,fmt.Sprintf("%3d %s",c,b))}; slices.Sort(l); fmt.Println(strings.Join(l,"\n"))}}
}
